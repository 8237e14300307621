// Forms with data-passkey="get" or "create": on submit the browser is asked for a passkey, its answer is put into the
// hidden field "Credential" as JSON, and the form is sent. Without WebAuthn or on a refusal the form says what to do.
(() => {
  'use strict';

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(plain, (c) => c.charCodeAt(0));
  };

  const text = (buffer) => {
    if (!buffer) return undefined;
    let plain = '';
    for (const b of new Uint8Array(buffer)) plain += String.fromCharCode(b);
    return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  };

  const credentials = (list) => (list ?? []).map((c) => ({ ...c, id: bytes(c.id) }));

  const ask = (kind, o) => {
    if (kind === 'create') {
      return navigator.credentials.create({
        publicKey: {
          ...o,
          challenge: bytes(o.challenge),
          user: { ...o.user, id: bytes(o.user.id) },
          excludeCredentials: credentials(o.excludeCredentials),
        },
      });
    }
    return navigator.credentials.get({
      publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: credentials(o.allowCredentials) },
    });
  };

  const written = (c) => {
    const r = c.response;
    const response = { clientDataJSON: text(r.clientDataJSON) };
    if (r.attestationObject) {
      response.attestationObject = text(r.attestationObject);
      response.transports = r.getTransports ? r.getTransports() : [];
    } else {
      response.authenticatorData = text(r.authenticatorData);
      response.signature = text(r.signature);
      response.userHandle = text(r.userHandle) ?? null;
    }
    return JSON.stringify({
      id: c.id,
      rawId: text(c.rawId),
      type: c.type,
      authenticatorAttachment: c.authenticatorAttachment ?? null,
      clientExtensionResults: c.getClientExtensionResults ? c.getClientExtensionResults() : {},
      response,
    });
  };

  const onSubmit = async (event) => {
    const form = event.target;
    const field = form.elements.namedItem('Credential');
    // A button may opt out, for example "save" beside "sign".
    if (!field || field.value || event.submitter?.hasAttribute('data-passkey-skip')) return;
    event.preventDefault();
    if (form.dataset.passkeyBusy) return;
    form.dataset.passkeyBusy = 'yes';
    const button = event.submitter;
    const error = form.querySelector('[data-passkey-error]');
    if (error) error.hidden = true;
    if (button) button.disabled = true;
    try {
      const credential = await ask(form.dataset.passkey, JSON.parse(form.dataset.passkeyOptions));
      if (!credential) throw new Error('no credential');
      field.value = written(credential);
      if (button) button.disabled = false;
      form.requestSubmit(button ?? undefined);
    } catch {
      if (button) button.disabled = false;
      if (error) {
        error.hidden = false;
        error.textContent = form.dataset.passkeyFailed ?? '';
      }
      button?.focus();
    } finally {
      delete form.dataset.passkeyBusy;
    }
  };

  // Also of forms that come into the page later.
  document.addEventListener('submit', (event) => {
    if (event.target.matches('form[data-passkey]')) onSubmit(event);
  });

  // Back in the history with an answer that was used already: start anew.
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll('form[data-passkey]')) {
      const field = form.elements.namedItem('Credential');
      if (field) field.value = '';
    }
  });
})();
