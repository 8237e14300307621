// Stands in for a security key on the pages of the three programs, for the demo people only. It answers
// navigator.credentials with what the demo authenticator made; the programs check it as they check any other.
(() => {
  'use strict';

  const demo = new URL(document.currentScript.src).origin;
  const text = (buffer) => {
    let plain = '';
    for (const b of new Uint8Array(buffer)) plain += String.fromCharCode(b);
    return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  };
  const bytes = (value) => {
    const plain = atob(value.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(plain, (c) => c.charCodeAt(0)).buffer;
  };
  const plainList = (list) => (list ?? []).map((c) => ({ type: c.type, id: text(c.id) }));

  const ask = async (kind, o) => {
    const options = { ...o, challenge: text(o.challenge) };
    if (kind === 'create') {
      options.user = { ...o.user, id: text(o.user.id) };
      options.excludeCredentials = plainList(o.excludeCredentials);
    } else {
      options.allowCredentials = plainList(o.allowCredentials);
    }
    const answer = await fetch(`${demo}/answer/${kind}`, { method: 'POST', body: JSON.stringify(options) });
    if (!answer.ok) throw new DOMException('the demo person has no such passkey', 'NotAllowedError');
    const made = await answer.json();
    const r = made.response;
    const response = { clientDataJSON: bytes(r.clientDataJSON) };
    if (r.attestationObject) {
      response.attestationObject = bytes(r.attestationObject);
      response.getTransports = () => ['internal'];
    } else {
      response.authenticatorData = bytes(r.authenticatorData);
      response.signature = bytes(r.signature);
      response.userHandle = r.userHandle ? bytes(r.userHandle) : null;
    }
    return {
      id: made.id,
      rawId: bytes(made.rawId),
      type: 'public-key',
      authenticatorAttachment: 'platform',
      getClientExtensionResults: () => ({}),
      response,
    };
  };

  const stand = navigator.credentials ?? {};
  stand.get = (o) => ask('get', o.publicKey);
  stand.create = (o) => ask('create', o.publicKey);
  if (!navigator.credentials) Object.defineProperty(navigator, 'credentials', { value: stand });

  // "Become this person" leads past the three programs: sign out where somebody is signed in, then on to the person's first page.
  const leave = '#demo-leave=';
  const enter = '#demo-enter';
  const go = async () => {
    if (location.hash.startsWith(leave)) {
      const stops = JSON.parse(decodeURIComponent(location.hash.slice(leave.length)));
      const form = document.querySelector('form[action="/sign-out"]');
      if (form) await fetch('/sign-out', { method: 'POST', body: new URLSearchParams(new FormData(form)), redirect: 'manual' });
      const next = stops.shift();
      location.href = stops.length > 0 ? `${next}${leave}${encodeURIComponent(JSON.stringify(stops))}` : `${next}${enter}`;
    } else if (location.hash === enter && location.pathname === '/sign-in') {
      document.querySelector('form[data-passkey="get"]')?.requestSubmit();
    }
  };
  addEventListener('DOMContentLoaded', go);
})();
