// The feed: one WebSocket that comes back by itself and asks only for what came after the last event it has.

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 3000;
const NORMAL = 1000;
const NO_SUCH_FEED = 4404;

export function connect(session, { message, link, gone }) {
  let last = 0;
  let tries = 0;
  let waitMs = FIRST_WAIT_MS;

  function open() {
    tries += 1;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/live/${session}/feed?after=${last}`);
    socket.onopen = () => {
      tries = 0;
      waitMs = FIRST_WAIT_MS;
      link(true, 0);
    };
    socket.onmessage = (event) => {
      const told = JSON.parse(event.data);
      if (told.type === "hello" && told.reset) last = 0;
      if (told.n !== undefined) {
        // Never twice, whatever the network does.
        if (told.n <= last) return;
        last = told.n;
      }
      message(told);
    };
    socket.onclose = (event) => {
      if (event.code === NORMAL) return;
      if (event.code === NO_SUCH_FEED) {
        gone();
        return;
      }
      link(false, tries + 1);
      setTimeout(open, waitMs);
      waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs);
    };
  }
  open();
}
