// The page's only script: it posts the form to ./pay and shows the receipt, or what went wrong.

const byId = id => document.getElementById(id);
const form = byId('form');
const amount = byId('amount');
const button = byId('pay');

let busy = false;

form.addEventListener('submit', async event => {
  event.preventDefault();
  if (busy) {
    return;
  }
  const charge = { amount: Number(amount.value.replace(',', '.')), currency: byId('currency').value };
  const valid = Number.isFinite(charge.amount) && charge.amount > 0;
  amount.setAttribute('aria-invalid', String(!valid));
  if (!valid) {
    byId('receipt').hidden = true;
    showProblem({ message: 'Please enter an amount above zero, such as 42.50.' });
    amount.focus();
    return;
  }
  setBusy(true);
  try {
    await pay(charge);
  } finally {
    setBusy(false);
  }
  await showCalls();
});

async function pay(charge) {
  byId('problem').hidden = true;
  byId('receipt').hidden = true;
  try {
    const response = await fetch(`pay?tenant=${byId('tenant').value}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(charge),
    });
    const answer = await response.json();
    if (response.ok) {
      showReceipt(answer);
    } else {
      showProblem(answer);
    }
  } catch (error) {
    // Not our JSON, or no answer at all: the server is away, or something in between spoke for it.
    showProblem({ message: 'The checkout service could not be reached.', mayHaveBeenCharged: true });
    console.error(error);
  }
}

function showReceipt({ receipt, correlationId, millis }) {
  byId('receipt-amount').textContent = money(receipt);
  byId('receipt-status').textContent = receipt.status;
  byId('receipt-id').textContent = receipt.id;
  byId('receipt-tenant').textContent = receipt.tenant;
  byId('instance').textContent = receipt.instance;
  byId('correlation-id').textContent = correlationId;
  byId('time').textContent = `${millis.toFixed(1)} ms`;
  byId('receipt').hidden = false;
}

function showProblem({ message, correlationId, mayHaveBeenCharged, limit }) {
  byId('problem-message').textContent = message;
  byId('problem-hint').textContent = mayHaveBeenCharged
    ? 'The payment may have been taken all the same: look for its correlation id before paying again.'
    : 'Nothing was charged.';
  byId('problem-limit').textContent = limit ? money(limit) : '';
  byId('problem-limit').parentElement.hidden = !limit;
  byId('problem-correlation-id').textContent = correlationId ?? '';
  byId('problem-correlation-id').closest('dl').hidden = !correlationId;
  byId('problem').hidden = false;
}

async function showCalls() {
  try {
    const { made, failed, retried } = await (await fetch('calls')).json();
    byId('calls').textContent = `Calls by checkout: ${made}, of which ${failed} failed. Retries: ${retried}.`;
  } catch (error) {
    console.error(error);
  }
}

function money({ amount: value, currency }) {
  return new Intl.NumberFormat(document.documentElement.lang, { style: 'currency', currency }).format(value);
}

// A disabled button would lose the focus of who uses a keyboard.
function setBusy(now) {
  busy = now;
  button.setAttribute('aria-disabled', String(now));
  byId('progress').textContent = now ? 'Paying …' : '';
}
