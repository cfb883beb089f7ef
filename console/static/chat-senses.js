// What a phone can add to the web chat: its microphone, its place, and the case's card as a picture.
import { tell, toast, words } from "./chat-view.js";

let recorder;
// `attach` takes recorded files, `place` a point.
export function senses({ attach, place }) {
  document.querySelector("[data-record]").onclick = async ({ currentTarget: button }) => {
    if (recorder) return recorder.stop();
    const word = button.querySelector("span"), pieces = [];
    const face = (on) => {
      button.setAttribute("aria-pressed", on);
      word.textContent = on ? word.dataset.on : word.dataset.off;
      tell(on ? words.voiceOn : "");
    };
    try {
      const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
      recorder = new MediaRecorder(sound);
      recorder.ondataavailable = (event) => pieces.push(event.data);
      recorder.onstop = () => {
        const type = recorder.mimeType.split(";")[0] || "audio/webm";
        sound.getTracks().forEach((track) => track.stop());
        recorder = undefined;
        face(false);
        attach([new File(pieces, `ghi-am-${Date.now()}.${type.split("/")[1]}`, { type })]);
      };
      recorder.start();
      face(true);
      setTimeout(() => recorder?.state === "recording" && recorder.stop(), 180000);
    } catch { // no microphone, or not allowed: a recording made elsewhere will do
      recorder = undefined;
      tell(words.voiceFailed, 12);
      document.getElementById("sound").click();
    }
  };

  document.querySelectorAll("[data-place]").forEach((button) => {
    button.onclick = () => {
      const failed = () => { tell(words.placeFailed, 15); document.getElementById("text").focus(); };
      if (!navigator.geolocation) return failed();
      tell(words.placeAsking);
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => { tell(""); place({ lat: coords.latitude, lon: coords.longitude }); },
        failed, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
    };
  });
}

function save(code) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1080, height: 600 }), pen = canvas.getContext("2d");
  const line = (text, y, font, colour) => {
    pen.font = `${font} system-ui, "Noto Sans", sans-serif`;
    pen.fillStyle = colour;
    pen.fillText(text, 540, y, 1000);
  };
  pen.fillStyle = "#fff"; pen.fillRect(0, 0, 1080, 600);
  pen.fillStyle = "#7d1a20"; pen.fillRect(0, 0, 1080, 24);
  pen.textAlign = "center";
  line(words.ward, 140, "44px", "#565d66");
  line(words.head, 220, "600 48px", "#1d2126");
  line(code, 370, "700 120px", "#7d1a20");
  line(words.keep, 470, "40px", "#1d2126");
  line(location.host + "/chat", 540, "36px", "#565d66");
  canvas.toBlob((blob) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: code + ".png" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}
async function copy(card) {
  try {
    await navigator.clipboard.writeText(card.dataset.code);
    toast(words.copied.replace("…", card.dataset.code));
  } catch { // old browsers: marked, so that one long press copies it
    getSelection().selectAllChildren(card.querySelector(".codecard__code"));
  }
}
document.addEventListener("click", ({ target }) => {
  const card = target.closest("[data-code]");
  if (target.closest("[data-save]")) save(card.dataset.code);
  if (target.closest("[data-copy]")) copy(card);
});
