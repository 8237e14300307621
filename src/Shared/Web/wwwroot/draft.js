// Forms with data-draft-url: what is typed is kept as a draft two seconds after the last key, and when the page is left.
// The words come from the page: data-draft-saved ("Concept bewaard om {time}"), data-draft-failed, data-draft-expired.
(() => {
  'use strict';

  // The clock of the whole product, wherever the computer stands.
  const clock = new Intl.DateTimeFormat('nl-NL', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Amsterdam' });

  for (const form of document.querySelectorAll('form[data-draft-url]')) {
    const status = form.querySelector('[data-draft-status]') ?? document.querySelector('[data-draft-status]');
    let timer = 0;
    let dirty = false;
    let sending = false;
    let stopped = false;

    const say = (words) => {
      if (!status || !words) return;
      const time = clock.format(new Date());
      status.hidden = false;
      status.textContent = words.replace('{time}', time);
    };

    const body = () => {
      const pairs = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        const field = form.elements.namedItem(name);
        if (typeof value === 'string' && field?.type !== 'password' && name !== 'Credential') pairs.append(name, value);
      }
      return pairs;
    };

    const send = async (leaving) => {
      clearTimeout(timer);
      if (!dirty || stopped || (sending && !leaving)) return;
      dirty = false;
      sending = true;
      try {
        const answer = await fetch(form.dataset.draftUrl, {
          method: 'POST',
          body: body(),
          credentials: 'same-origin',
          redirect: 'manual',
          keepalive: leaving,
        });
        if (answer.type === 'opaqueredirect' || answer.status === 401) {
          // The session is over. What was typed stays in the page; nothing is sent until the person signs in again.
          stopped = true;
          say(form.dataset.draftExpired);
        } else if (answer.ok) {
          say(form.dataset.draftSaved);
        } else {
          dirty = true;
          say(form.dataset.draftFailed);
        }
      } catch {
        dirty = true;
        say(form.dataset.draftFailed);
      } finally {
        sending = false;
        if (dirty && !stopped) later(15000);
      }
    };

    const later = (ms) => {
      clearTimeout(timer);
      timer = setTimeout(() => send(false), ms);
    };

    const typed = () => {
      dirty = true;
      later(2000);
    };

    form.addEventListener('input', typed);
    form.addEventListener('change', typed);
    form.addEventListener('submit', () => {
      clearTimeout(timer);
      dirty = false;
    });
    document.addEventListener('arbo:open-again', () => {
      if (!stopped) return;
      stopped = false;
      typed();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') send(true);
    });
  }
})();
