# SPDX-License-Identifier: EUPL-1.2
"""What the GP of a visit to learn from says: keys, and the words of a person who speaks the screen's language. Pure.

They are not in the screens' catalogues, for no screen says them: they come as a GP's words do, by voice and in writing.
Those in Finnish, Northern Sámi and Arabic need a native reader.
"""

from __future__ import annotations

from enum import StrEnum

from kiosk.languages import KNOWN


class Sentence(StrEnum):
    """One thing she says."""

    GREETING = "greeting"
    """That she is drawn, and nobody is there."""
    TRY_MICROPHONE = "try-microphone"
    TRY_CAMERA = "try-camera"
    TRY_WRITING = "try-writing"
    EXAMINE = "examine"
    """Open the steps of the examination camera."""
    LISTEN = "listen"
    """Open the steps of the stethoscope."""
    MUTED = "muted"
    UNSEEN = "unseen"
    BACK = "back"
    """She hears or sees the other one again."""
    READ = "read"
    """She has read what was written."""
    SEEN = "seen"
    """What the examination camera shows, or the stethoscope lets hear, is good."""
    WRITES = "writes"
    """She is not heard, and writes what she says."""
    INVITED = "invited"
    """How somebody is let into a real call."""
    FAREWELL = "farewell"
    SUMMARY = "summary"
    """What she writes to take home; never said."""
    NAME = "name"
    """What she is called; never said."""


_S = Sentence
_WORDS: dict[str, dict[Sentence, str]] = {
    "sv": {
        _S.GREETING: "Hej! Det här är en övning. Jag är ritad, och ingen hör er.",
        _S.TRY_MICROPHONE: "Prova att stänga av mikrofonen, och sätt på den igen.",
        _S.TRY_CAMERA: "Prova att stänga av kameran, och sätt på den igen.",
        _S.TRY_WRITING: "Prova att skriva något till mig.",
        _S.EXAMINE: "Öppna undersökningskamerans steg och visa mig.",
        _S.LISTEN: "Öppna stetoskopets steg och låt mig lyssna.",
        _S.MUTED: "Nu hör jag dig inte. Din mikrofon är av.",
        _S.UNSEEN: "Nu ser jag dig inte. Din kamera är av.",
        _S.BACK: "Tack, nu är du tillbaka.",
        _S.READ: "Tack, jag har läst det du skrev.",
        _S.SEEN: "Tack, det blir bra så.",
        _S.WRITES: "Jag skriver det jag säger.",
        _S.INVITED: "I ett riktigt besök skickar jag nu en länk till den du vill ha med.",
        _S.FAREWELL: "Det var allt från mig. Avsluta när du vill.",
        _S.SUMMARY: "Det här var en övning. I ett riktigt besök står här vad ni har kommit fram till.",
        _S.NAME: "Övningsläkaren",
    },
    "nb": {
        _S.GREETING: "Hei! Dette er en øvelse. Jeg er tegnet, og ingen hører dere.",
        _S.TRY_MICROPHONE: "Prøv å slå av mikrofonen, og slå den på igjen.",
        _S.TRY_CAMERA: "Prøv å slå av kameraet, og slå det på igjen.",
        _S.TRY_WRITING: "Prøv å skrive noe til meg.",
        _S.EXAMINE: "Åpne trinnene for undersøkelseskameraet og vis meg.",
        _S.LISTEN: "Åpne trinnene for stetoskopet og la meg lytte.",
        _S.MUTED: "Nå hører jeg deg ikke. Mikrofonen din er av.",
        _S.UNSEEN: "Nå ser jeg deg ikke. Kameraet ditt er av.",
        _S.BACK: "Takk, nå er du tilbake.",
        _S.READ: "Takk, jeg har lest det du skrev.",
        _S.SEEN: "Takk, det er bra slik.",
        _S.WRITES: "Jeg skriver det jeg sier.",
        _S.INVITED: "I et ekte besøk sender jeg nå en lenke til den du vil ha med.",
        _S.FAREWELL: "Det var alt fra meg. Avslutt når du vil.",
        _S.SUMMARY: "Dette var en øvelse. I et ekte besøk står det her hva dere har kommet fram til.",
        _S.NAME: "Øvingslegen",
    },
    "se": {
        _S.GREETING: "Bures! Dát lea hárjehallan. Mun lean sárgojuvvon, ii oktage gula din.",
        _S.TRY_MICROPHONE: "Geahččal jaddadit mikrofovnna, ja cahkket dan fas.",
        _S.TRY_CAMERA: "Geahččal jaddadit kámera, ja cahkket dan fas.",
        _S.TRY_WRITING: "Geahččal čállit munnje juoidá.",
        _S.EXAMINE: "Raba iskkadankámera lávkkiid ja čájet munnje.",
        _S.LISTEN: "Raba stetoskohpa lávkkiid ja divtte mu guldalit.",
        _S.MUTED: "In gula du. Du mikrofovdna lea eret.",
        _S.UNSEEN: "In oainne du. Du kámera lea eret.",
        _S.BACK: "Giitu, don leat fas dáppe.",
        _S.READ: "Giitu, lean lohkan maid čállet.",
        _S.SEEN: "Giitu, dat lea buorre.",
        _S.WRITES: "Mun čálán maid dajan.",
        _S.INVITED: "Duohta galledeamis sáddešin dál liŋkka dasa gean háliidat mielde.",
        _S.FAREWELL: "Dat lei buot. Loahpat go háliidat.",
        _S.SUMMARY: "Dát lei hárjehallan. Duohta galledeamis lea dáppe čállojuvvon maid leat soahpan.",
        _S.NAME: "Hárjehallandoavttir",
    },
    "fi": {
        _S.GREETING: "Hei! Tämä on harjoitus. Olen piirretty, eikä kukaan kuule teitä.",
        _S.TRY_MICROPHONE: "Kokeile sulkea mikrofoni ja avata se uudelleen.",
        _S.TRY_CAMERA: "Kokeile sulkea kamera ja avata se uudelleen.",
        _S.TRY_WRITING: "Kokeile kirjoittaa minulle jotain.",
        _S.EXAMINE: "Avaa tutkimuskameran vaiheet ja näytä minulle.",
        _S.LISTEN: "Avaa stetoskoopin vaiheet ja anna minun kuunnella.",
        _S.MUTED: "Nyt en kuule sinua. Mikrofonisi on pois päältä.",
        _S.UNSEEN: "Nyt en näe sinua. Kamerasi on pois päältä.",
        _S.BACK: "Kiitos, nyt olet taas mukana.",
        _S.READ: "Kiitos, luin mitä kirjoitit.",
        _S.SEEN: "Kiitos, noin on hyvä.",
        _S.WRITES: "Kirjoitan sen, mitä sanon.",
        _S.INVITED: "Oikealla käynnillä lähettäisin nyt linkin sille, jonka haluat mukaan.",
        _S.FAREWELL: "Siinä kaikki. Lopeta, kun haluat.",
        _S.SUMMARY: "Tämä oli harjoitus. Oikealla käynnillä tässä lukee, mitä sovitte.",
        _S.NAME: "Harjoituslääkäri",
    },
    "en": {
        _S.GREETING: "Hello! This is practice. I am a drawing, and nobody hears you.",
        _S.TRY_MICROPHONE: "Try switching your microphone off, and on again.",
        _S.TRY_CAMERA: "Try switching your camera off, and on again.",
        _S.TRY_WRITING: "Try writing something to me.",
        _S.EXAMINE: "Please open the steps of the examination camera and show me.",
        _S.LISTEN: "Please open the steps of the stethoscope and let me listen.",
        _S.MUTED: "I cannot hear you now. Your microphone is off.",
        _S.UNSEEN: "I cannot see you now. Your camera is off.",
        _S.BACK: "Thank you, now you are back.",
        _S.READ: "Thank you, I have read what you wrote.",
        _S.SEEN: "Thank you, that is good.",
        _S.WRITES: "I am writing what I say.",
        _S.INVITED: "In a real visit I would now send a link to whom you want to join.",
        _S.FAREWELL: "That was all from me. End the call when you like.",
        _S.SUMMARY: "This was practice. In a real visit, what you agreed on is written here.",
        _S.NAME: "The practice GP",
    },
    "ar": {
        _S.GREETING: "مرحبا! هذا تدريب. أنا رسم، ولا أحد يسمعك.",
        _S.TRY_MICROPHONE: "جرب إغلاق الميكروفون ثم تشغيله من جديد.",
        _S.TRY_CAMERA: "جرب إغلاق الكاميرا ثم تشغيلها من جديد.",
        _S.TRY_WRITING: "جرب أن تكتب لي شيئا.",
        _S.EXAMINE: "افتح خطوات كاميرا الفحص وأرني من فضلك.",
        _S.LISTEN: "افتح خطوات السماعة الطبية ودعني أستمع من فضلك.",
        _S.MUTED: "لا أسمعك الآن. الميكروفون مغلق.",
        _S.UNSEEN: "لا أراك الآن. الكاميرا مغلقة.",
        _S.BACK: "شكرا، لقد عدت.",
        _S.READ: "شكرا، قرأت ما كتبت.",
        _S.SEEN: "شكرا، هذا جيد.",
        _S.WRITES: "أكتب ما أقوله.",
        _S.INVITED: "في الزيارة الحقيقية أرسل الآن رابطا إلى من تريد أن ينضم.",
        _S.FAREWELL: "هذا كل شيء من جانبي. أنه المكالمة متى شئت.",
        _S.SUMMARY: "كان هذا تدريبا. في الزيارة الحقيقية يكتب هنا ما اتفقتم عليه.",
        _S.NAME: "طبيبة التدريب",
    },
}


def words(sentence: Sentence, language: str) -> str:
    """Return what she says in ``language``; in English where she does not speak it."""
    return _WORDS[language if language in KNOWN else "en"][sentence]
