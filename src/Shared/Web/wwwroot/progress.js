// Elements with data-progress-url ask once a second how far the work is: {"done":3,"total":9,"finished":false,"next":null}.
(() => {
  'use strict';

  const group = new Intl.NumberFormat(document.documentElement.lang === 'en' ? 'en-GB' : 'nl-NL');

  for (const element of document.querySelectorAll('[data-progress-url]')) {
    const bar = element.querySelector('progress');
    const words = element.querySelector('[data-progress-text]');
    let misses = 0;

    const look = async () => {
      try {
        const answer = await fetch(element.dataset.progressUrl, { credentials: 'same-origin', redirect: 'manual' });
        if (!answer.ok) throw new Error('no answer');
        const state = await answer.json();
        misses = 0;
        if (bar && state.total > 0) {
          bar.max = state.total;
          bar.value = state.done;
          if (words) words.textContent = words.dataset.progressText.replace('{done}', group.format(state.done)).replace('{total}', group.format(state.total));
        }
        if (state.finished) {
          // Only a path of this host: the answer never sends someone elsewhere.
          const next = typeof state.next === 'string' && /^\/(?![/\\])/.test(state.next) ? state.next : location.pathname;
          location.assign(next);
          return;
        }
      } catch {
        misses += 1;
      }
      setTimeout(look, Math.min(1000 * 2 ** misses, 30000));
    };

    setTimeout(look, 1000);
  }
})();
