// Makes a passkey, or signs in by one; where the browser knows none, the code by mail stands alone.
const canUse = "PublicKeyCredential" in window;

function say(form) {
  const says = form.querySelector("[data-passkey-says]");
  says.textContent = says.dataset.failed;
}

function hand(form, credential) {
  form.querySelector("[name=credential]").value = JSON.stringify(credential);
  form.submit();
}

function offer(form, ask) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      hand(form, await ask(form));
    } catch {
      say(form);
    }
  });
}

async function make() {
  const options = JSON.parse(document.getElementById("passkey-data").textContent).creation_options;
  const wanted = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  Object.assign(options.publicKey.authenticatorSelection, wanted);
  return window.webauthnJSON.create(options);
}

async function show(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return window.webauthnJSON.get((await answer.json()).request_options);
}

const entry = document.querySelector("[data-passkey-form]");
const fresh = document.querySelector("[data-passkey-new]");
if (entry && canUse) {
  entry.hidden = false;
  offer(entry, show);
}
if (fresh && canUse) offer(fresh, make);
