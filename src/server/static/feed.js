// The feed: one WebSocket that comes back by itself and asks only for what came after the last event it has.

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 3000;
const NORMAL = 1000;
const NO_SUCH_FEED = 4404;
// The server says something at least every two seconds. After three times that the line is dead, whatever it claims:
// a telephone that slept, or a network that went, closes no socket.
const DEAF_MS = 6000;

export function connect(session, { message, link, gone }) {
  let last = 0;
  let tries = 0;
  let waitMs = FIRST_WAIT_MS;
  let socket = null;
  let heardAt = 0;
  let over = false;
  let timer = 0;

  function open() {
    clearTimeout(timer);
    tries += 1;
    heardAt = performance.now();
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const mine = new WebSocket(`${scheme}://${location.host}/api/live/${session}/feed?after=${last}`);
    socket = mine;
    mine.onopen = () => {
      if (socket !== mine) return;
      tries = 0;
      waitMs = FIRST_WAIT_MS;
      link(true, 0);
    };
    mine.onmessage = (event) => {
      if (socket !== mine) return;
      heardAt = performance.now();
      const told = JSON.parse(event.data);
      if (told.type === "hello" && told.reset) last = 0;
      if (told.n !== undefined) {
        // Never twice, whatever the network does.
        if (told.n <= last) return;
        last = told.n;
      }
      message(told);
    };
    mine.onclose = (event) => {
      // A socket that was given up for another has no say any more.
      if (socket === mine) closed(event.code);
    };
  }

  function closed(code) {
    socket = null;
    if (code === NORMAL) {
      over = true;
      return;
    }
    if (code === NO_SUCH_FEED) {
      over = true;
      gone();
      return;
    }
    link(false, tries + 1);
    timer = setTimeout(open, waitMs);
    waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs);
  }

  function again() {
    if (over) return;
    const old = socket;
    link(false, tries + 1);
    open();
    old?.close();
  }

  function check() {
    if (!over && socket !== null && performance.now() - heardAt > DEAF_MS) again();
  }

  setInterval(check, 1000);
  addEventListener("online", again);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") check();
  });
  open();
}
