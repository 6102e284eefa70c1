# SPDX-License-Identifier: EUPL-1.2
"""Records of an SC-330, two MC-780 and a BH-100, as their programs have them; each has its own check."""

from __future__ import annotations

from decimal import Decimal

from drivers.checksum import sum8
from kiosk.reading import Measure
from tests.drivers.example import Example

SC330 = (
    b'{0,16,~0,1,~1,1,~2,1,MO,"SC-330",SN,"00000001",ID,"0000000000",Da,"25/09/2014",TI,"08:20",Bt,0,GE,1,AG,34,'
    b"Hm,191.0,Pt,0.0,Wk,89.2,FW,18.8,fW,16.8,MW,72.4,mW,68.8,sW,13,bW,3.6,wW,48.0,ww,53.8,MI,24.5,Sw,80.3,OV,11.1,"
    b"IF,6,rb,8874,rB,2121,rJ,13,rA,29,ZF,501.8,CS,D9"
)
MC780 = (
    b'{0,16,~0,1,~1,1,~2,1,MO,"MC-780",ID,"0000000000000000",St,0,Da,"18/02/2019",TI,"17:35",Bt,0,GE,1,AG,28,Hm,167.0,'
    b"Pt,0.5,Wk,87.3,FW,27.5,fW,24.0,MW,63.3,mW,60.0,sW,3,bW,3.3,wW,43.0,ww,49.3,wI,26.1,wO,16.9,wo,39.3,MI,31.3,"
    b"Sw,61.4,OV,42.2,Sf,17.0,SM,48.3,IF,14,LP,102,rB,1831,rb,7661,rJ,6,rA,43,BA,1,BF,2,gF,0,gW,0.0,gf,0.0,gt,0.0,"
    b"FR,24.4,fR,4.4,MR,13.7,mR,13.0,SR,2,sR,4,FL,24.5,fL,4.3,ML,13.1,mL,12.4,SL,2,sL,4,Fr,20.5,fr,0.8,Mr,3.0,mr,2.8,"
    b"Sr,2,sr,2,Fl,21.6,fl,0.8,Ml,2.8,ml,2.6,Sl,2,sl,0,FT,30.9,fT,13.7,MT,30.7,mT,29.2,ST,2,sT,2,aH,0.0,cH,0.0,"
    b"GH,608.1,HH,-35.6,RH,511.3,XH,-70.3,JH,443.7,KH,-65.4,LH,0.0,QH,0.0,iH,0.0,jH,0.0,aR,0.0,cR,0.0,GR,224.6,"
    b"HR,-16.4,RR,176.9,XR,-28.6,JR,151.9,KR,-19.9,LR,0.0,QR,0.0,iR,0.0,jR,0.0,aL,0.0,cL,0.0,GL,234.3,HL,-17.8,"
    b"RL,188.5,XL,-28.6,JL,163.7,KL,-20.1,LL,0.0,QL,0.0,iL,0.0,jL,0.0,ar,0.0,cr,0.0,Gr,337.2,Hr,-19.7,Rr,287.1,"
    b"Xr,-37.2,Jr,253.1,Kr,-39.0,Lr,0.0,Qr,0.0,ir,0.0,jr,0.0,al,0.0,cl,0.0,Gl,346.3,Hl,-17.7,Rl,298.9,Xl,-37.9,"
    b"Jl,263.0,Kl,-40.9,Ll,0.0,Ql,0.0,il,0.0,jl,0.0,aF,0.0,cF,0.0,GF,463.3,HF,-34.2,RF,367.8,XF,-57.0,JF,318.4,"
    b"KF,-40.0,LF,0.0,QF,0.0,iF,0.0,jF,0.0,pH,-7.8,pR,-9.2,pL,-8.6,pr,-7.4,pl,-7.2,pF,-8.8,CS,B8"
)
BH100 = b'{0,16,~1,1,MO,"BH-100",DT,"2019/04/06",TI,"13:06",Hm,158.9,CS,99'
BAD_CHECK = BH100.replace(b"158.9", b"201.7")


def checked(body: bytes) -> bytes:
    """Return a record with its check, computed here and not by the code under test."""
    return body + b"CS,%02X" % sum8(body)


FAILED = checked(
    b'{0,16,~0,1,~1,1,~2,1,MO,"MC-780",ID,"1234567890123456",St,3,DT,"2026/06/03",TI,"15:00",Hm,175.5,Wk,67.6,FW,18.3,'
)
OTHER_UNITS = checked(b'{0,16,~0,2,~1,2,~2,2,MO,"SC-240",Da,"25/09/2014",TI,"08:20",Wk,196.6,')

EXAMPLES = (
    Example(
        name="records",
        data=b"6,CS,C7\r\n" + b"\r\n".join([SC330, MC780, BAD_CHECK, FAILED, BH100, OTHER_UNITS]) + b"\r\n",
        values={
            Measure.WEIGHT: frozenset(map(Decimal, ("89.2", "87.3"))),
            Measure.HEIGHT: frozenset(map(Decimal, ("191.0", "167.0", "158.9"))),
            Measure.BODY_FAT: frozenset(map(Decimal, ("18.8", "27.5"))),
            Measure.BMI: frozenset(map(Decimal, ("24.5", "31.3"))),
        },
        least=9,
    ),
)
