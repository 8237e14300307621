// A page behind a door that closes by itself: <template data-door="ADDRESS" data-door-seconds="900"> with a dialog that has a passkey form. When the time
// is over the program is asked how it stands. Open still (another window worked on): it waits on. Closed: the content goes out of sight and the dialog
// stands over it; one touch opens the door, and what was typed is still there. Without scripts the next form leads past the door, as ever.
(() => {
  'use strict';

  const template = document.querySelector('template[data-door]');
  if (!template) return;
  const address = template.dataset.door;
  const main = document.querySelector('main');
  let dialog = null;
  let timer = 0;

  const wait = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(look, seconds * 1000);
  };

  const open = (seconds) => {
    main.hidden = false;
    if (dialog?.open) {
      dialog.close();
      document.dispatchEvent(new Event('arbo:open-again'));
    }
    wait(seconds + 1);
  };

  const closed = (options, words) => {
    if (!dialog) {
      document.body.append(document.importNode(template.content, true));
      dialog = document.querySelector('dialog[data-door-closed]');
      // Escape does not open a door.
      dialog.addEventListener('cancel', (event) => event.preventDefault());
      dialog.querySelector('form').addEventListener('submit', touched);
    }
    const form = dialog.querySelector('form');
    form.elements.namedItem('Credential').value = '';
    form.dataset.passkeyOptions = options;
    const error = form.querySelector('[data-passkey-error]');
    error.hidden = !words;
    error.textContent = words ?? '';
    if (!dialog.open) dialog.showModal();
    main.hidden = true;
  };

  const ask = async (handler, body, words) => {
    const answer = await fetch(`${address}?handler=${handler}`, {
      method: body ? 'POST' : 'GET',
      body,
      credentials: 'same-origin',
      redirect: 'manual',
      cache: 'no-store',
    });
    // The session is over too: signing in begins at the next form, which keeps what was typed.
    if (answer.type === 'opaqueredirect') return;
    if (!answer.ok) throw new Error(String(answer.status));
    const state = await answer.json();
    if (state.seconds > 0) open(state.seconds);
    else closed(state.options, words);
  };

  const look = () => ask('State').catch(() => wait(15));

  const touched = (event) => {
    const form = event.currentTarget;
    // Not before the passkey answered: see passkey.js.
    if (!form.elements.namedItem('Credential').value) return;
    event.preventDefault();
    const failed = form.dataset.passkeyFailed;
    ask('Again', new URLSearchParams(new FormData(form)), failed).catch(() => ask('State', undefined, failed).catch(() => wait(15)));
  };

  wait(Number(template.dataset.doorSeconds) + 1);
})();
