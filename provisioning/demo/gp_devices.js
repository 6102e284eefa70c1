// SPDX-License-Identifier: EUPL-1.2
// The played GP's camera, microphone and instruments of measurement, put into her browser before the page's own code runs.
// The page gets an ordinary MediaStream from getUserMedia and knows nothing of this. The picture moves and carries the
// millisecond stripe of kiosk/call/cameras/stripe.py; the sound is a warbling tone with the marker of kiosk/call/sound/marker.py.
"use strict";
(() => {
  const WIDTH = 640, HEIGHT = 360, FPS = 30, BITS = 32, HEIGHT_SHARE = 15, MODULUS = 1 << 24;
  const MARKER_HZ = 3000, MARKER_S = 0.02, PERIOD_MS = 2000;
  const probe = { latencies_ms: [], frames: 0, moving: 0, levels_dbfs: [], markers_ms: [], size: "" };
  window.halsorumProbe = probe;
  const wall = () => performance.timeOrigin + performance.now();

  const crc8 = (time) => {
    let crc = 0xff;
    for (const byte of [(time >> 16) & 255, (time >> 8) & 255, time & 255]) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = crc & 128 ? ((crc << 1) ^ 7) & 255 : (crc << 1) & 255;
    }
    return crc;
  };
  const edge = (block, width) => Math.floor((block * width) / BITS);
  const stripeHeight = (height) => Math.max(2, Math.floor(height / HEIGHT_SHARE / 2) * 2);

  const drawStripe = (context) => {
    const time = Math.floor(wall()) % MODULUS;
    const check = crc8(time);
    for (let block = 0; block < BITS; block++) {
      const one = block < 24 ? (time >> (23 - block)) & 1 : (check >> (31 - block)) & 1;
      context.fillStyle = one ? "#fff" : "#000";
      context.fillRect(edge(block, WIDTH), 0, edge(block + 1, WIDTH) - edge(block, WIDTH), stripeHeight(HEIGHT));
    }
  };

  const drawDoctor = (context, t) => {
    context.fillStyle = "#dfe7ea";
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = "#b9cdd1";
    context.fillRect(0, 250, WIDTH, 110);
    const sway = 10 * Math.sin(t / 700);
    context.fillStyle = "#f4f8f9";
    context.beginPath();
    context.ellipse(320 + sway, 370, 150, 120, 0, 0, 7);
    context.fill();
    context.fillStyle = "#2f6f8f";
    context.fillRect(312 + sway, 265, 16, 60);
    context.fillStyle = "#e8b796";
    context.beginPath();
    context.ellipse(320 + sway, 175, 62, 78, 0, 0, 7);
    context.fill();
    context.fillStyle = "#6b4a2f";
    context.beginPath();
    context.ellipse(320 + sway, 125, 68, 46, 0, Math.PI, 0);
    context.fill();
    context.fillStyle = "#33261d";
    for (const x of [-24, 24]) {
      context.beginPath();
      context.ellipse(320 + sway + x, 165, 6, t % 3000 < 150 ? 1 : 7, 0, 0, 7);
      context.fill();
    }
    context.fillStyle = "#a8543f";
    context.beginPath();
    context.ellipse(320 + sway, 215, 20, 4 + 5 * Math.abs(Math.sin(t / 130)), 0, 0, 7);
    context.fill();
  };

  const camera = () => {
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    const context = canvas.getContext("2d", { alpha: false });
    const draw = () => {
      drawDoctor(context, performance.now());
      drawStripe(context);
    };
    draw();
    setInterval(draw, 1000 / FPS);
    return canvas.captureStream(FPS).getVideoTracks()[0];
  };

  let audio = null;
  const microphone = () => {
    audio = audio || new AudioContext({ sampleRate: 48000, latencyHint: "interactive" });
    const out = audio.createMediaStreamDestination();
    const voice = audio.createOscillator(), warble = audio.createOscillator(), depth = audio.createGain(), level = audio.createGain();
    voice.type = "sawtooth";
    voice.frequency.value = 140;
    warble.frequency.value = 3;
    depth.gain.value = 0.06;
    level.gain.value = 0.08;
    warble.connect(depth).connect(level.gain);
    voice.connect(level).connect(out);
    voice.start();
    warble.start();
    let planned = 0;
    const plan = () => {
      const next = (Math.floor(wall() / PERIOD_MS) + 1) * PERIOD_MS;
      if (next === planned) return;
      planned = next;
      const at = audio.currentTime + (next - wall()) / 1000;
      const tone = audio.createOscillator(), gain = audio.createGain();
      tone.frequency.value = MARKER_HZ;
      level.gain.setValueAtTime(0, at - 0.03);
      level.gain.setValueAtTime(0.08, at + MARKER_S + 0.03);
      gain.gain.setValueAtTime(0.35, at);
      tone.connect(gain).connect(out);
      tone.start(at);
      tone.stop(at + MARKER_S);
    };
    setInterval(plan, 500);
    return out.stream.getAudioTracks()[0];
  };

  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const tracks = [];
    if (wanted && wanted.video) tracks.push(camera());
    if (wanted && wanted.audio) tracks.push(microphone());
    return new MediaStream(tracks);
  };

  // ------------------------------------------------------------------ what arrives

  const sheet = document.createElement("canvas");
  const readStripe = (video) => {
    const width = video.videoWidth, height = stripeHeight(video.videoHeight);
    if (width < 4 * BITS) return null;
    sheet.width = width;
    sheet.height = height;
    const context = sheet.getContext("2d", { willReadFrequently: true });
    context.drawImage(video, 0, 0, width, height, 0, 0, width, height);
    const row = context.getImageData(0, Math.floor(height / 2), width, 1).data;
    const means = [];
    for (let block = 0; block < BITS; block++) {
      const from = edge(block, width), to = edge(block + 1, width), margin = Math.floor((to - from) / 4);
      let sum = 0;
      for (let x = from + margin; x < to - margin; x++) sum += row[4 * x + 1];
      means.push(sum / (to - from - 2 * margin));
    }
    const low = Math.min(...means), high = Math.max(...means);
    if (high - low < 50) return null;
    let time = 0, check = 0;
    means.forEach((mean, block) => {
      const one = mean > (low + high) / 2 ? 1 : 0;
      if (block < 24) time = time * 2 + one;
      else check = check * 2 + one;
    });
    return crc8(time) === check ? time : null;
  };

  let lastStripe = -1;
  const watchVideo = (video) => {
    const seen = (now, frame) => {
      probe.frames += 1;
      probe.size = `${video.videoWidth}x${video.videoHeight}`;
      const stripe = readStripe(video);
      if (stripe !== null) {
        const presented = Math.floor(performance.timeOrigin + frame.expectedDisplayTime);
        const age = (((presented - stripe) % MODULUS) + MODULUS) % MODULUS;
        probe.latencies_ms.push(age > MODULUS / 2 ? age - MODULUS : age);
        if (stripe !== lastStripe) probe.moving += 1;
        lastStripe = stripe;
      }
      video.requestVideoFrameCallback(seen);
    };
    video.requestVideoFrameCallback(seen);
  };

  const RATE = 48000, WINDOW = 128, HOP = 32;
  const watchSound = (stream) => {
    audio = audio || new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
    const source = audio.createMediaStreamSource(stream);
    // A ScriptProcessor sees every sample; an AnalyserNode only what is left when it is asked.
    const listener = audio.createScriptProcessor(1024, 1, 1);
    let run = 0, deafUntil = 0;
    listener.onaudioprocess = (event) => {
      const samples = event.inputBuffer.getChannelData(0);
      let power = 0;
      for (const sample of samples) power += sample * sample;
      probe.levels_dbfs.push(10 * Math.log10(power / samples.length + 1e-12));
      // playbackTime is when this block would be heard; the block entered the graph one buffer earlier.
      const began = wall() + (event.playbackTime - audio.currentTime) * 1000 - (2 * 1024 * 1000) / RATE;
      for (let at = 0; at + WINDOW <= samples.length; at += HOP) {
        let re = 0, im = 0, sum = 0;
        for (let i = 0; i < WINDOW; i++) {
          const angle = (2 * Math.PI * MARKER_HZ * i) / RATE, sample = samples[at + i];
          re += sample * Math.cos(angle);
          im += sample * Math.sin(angle);
          sum += sample * sample;
        }
        const tone = (2 * (re * re + im * im)) / (WINDOW * WINDOW), mean = sum / WINDOW;
        const heard = began + (1000 * (at + WINDOW / 2)) / RATE;
        if (tone > 0.7 * mean && mean > 4e-4 && heard > deafUntil) {
          run += 1;
          if (run === 6) {
            const onset = heard - (1000 * 5 * HOP) / RATE;
            probe.markers_ms.push(onset % PERIOD_MS);
            deafUntil = heard + 200;
          }
        } else run = 0;
      }
    };
    const silence = audio.createGain();
    silence.gain.value = 0;
    source.connect(listener).connect(silence).connect(audio.destination);
  };

  const watched = new WeakSet();
  setInterval(() => {
    const video = document.getElementById("remote-video");
    if (!video || !video.srcObject || watched.has(video.srcObject)) return;
    watched.add(video.srcObject);
    watchVideo(video);
    if (video.srcObject.getAudioTracks().length) watchSound(video.srcObject);
  }, 100);
})();
