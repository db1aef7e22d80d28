import { useState } from "react";

const EMPTY = { email: "", first_name: "", last_name: "", phone: "", marketing: true };
const NAMES = { email: "E-mail address", first_name: "First name", last_name: "Last name" };

/** One controlled input: what React did not commit to its state is not sent, whatever the input shows. */
function Field({ name, label, type = "text", required = false, value, missing, onValue }) {
  return (
    <p className="field">
      <label htmlFor={name}>
        {label} {required ? <span className="star">*</span> : <span className="optional">(optional)</span>}
      </label>
      <input
        id={name}
        name={name}
        type={type}
        required={required}
        value={value}
        onChange={(event) => onValue(name, event.target.value)}
      />
      {missing && <span className="error">{NAMES[name]} did not arrive.</span>}
    </p>
  );
}

/** The card shows the state, not the inputs. */
function MemberCard({ state }) {
  const name = `${state.first_name} ${state.last_name}`.trim();
  return (
    <div className="member">
      <span className="optional">Your member card</span>
      <strong id="card-name">{name}</strong>
      <span id="card-email">{state.email}</span>
    </div>
  );
}

export function App() {
  const [state, setState] = useState(EMPTY);
  const [missing, setMissing] = useState([]);
  const [done, setDone] = useState(false);
  const change = (name, value) => setState((before) => ({ ...before, [name]: value }));
  const field = (name) => ({ name, value: state[name], missing: missing.includes(name), onValue: change });

  const submit = async (event) => {
    event.preventDefault();
    const answer = await fetch("/api/signup", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(state),
    });
    setMissing((await answer.json()).missing);
    setDone(answer.ok);
  };

  if (done) {
    return (
      <section className="card">
        <h1>Welcome</h1>
        <p className="lead">Your membership is ready.</p>
      </section>
    );
  }
  return (
    <form className="card" onSubmit={submit}>
      <h1>Become a member</h1>
      <p className="lead">Members see new weaves a week before everybody else.</p>
      <MemberCard state={state} />
      <Field {...field("email")} label="E-mail address" type="email" required />
      <div className="pair">
        <Field {...field("first_name")} label="First name" required />
        <Field {...field("last_name")} label="Last name" required />
      </div>
      <Field {...field("phone")} label="Mobile phone" type="tel" />
      <label className="tick">
        <input
          name="marketing"
          type="checkbox"
          checked={state.marketing}
          onChange={(event) => change("marketing", event.target.checked)}
        />
        Keep me posted about offers by e-mail
      </label>
      <button type="submit">Become a member</button>
    </form>
  );
}
