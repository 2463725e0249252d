const NOTES_HZ = [659.25, 880];
const NOTE_S = 0.16;
let audio: AudioContext | undefined;

/** Two soft notes. A browser lets a page sound only after a key or a click; until then it stays silent. */
export function chime() {
  if (!navigator.userActivation?.hasBeenActive) return;
  audio ??= new AudioContext();
  void audio.resume();
  for (const [index, frequency] of NOTES_HZ.entries()) note(audio, frequency, audio.currentTime + index * NOTE_S);
}

function note(context: AudioContext, frequency: number, from: number) {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(0.16, from + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, from + NOTE_S * 2);
  tone.connect(volume).connect(context.destination);
  tone.start(from);
  tone.stop(from + NOTE_S * 2);
}
