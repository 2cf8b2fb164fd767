/**
 * The pages that links in messages lead to. The token is in the fragment, which is sent to nobody; it goes to the API
 * when the reader presses the button, and never before: what looks at links on the way must not use them up.
 */

const pages = {
  'verify-email': {
    path: 'email/verify',
    en: [
      'Confirm your address',
      'Confirm that this email address is yours.',
      'Confirm',
      'Your address is confirmed.',
    ],
    de: [
      'Adresse bestätigen',
      'Bestätigen Sie, dass diese E-Mail-Adresse Ihnen gehört.',
      'Bestätigen',
      'Ihre Adresse ist bestätigt.',
    ],
  },
  'finish-registration': {
    path: 'email/verify',
    en: [
      'Finish your registration',
      'Confirm your email address to finish your registration.',
      'Finish',
      'Your account is ready. You can sign in now.',
    ],
    de: [
      'Registrierung abschließen',
      'Bestätigen Sie Ihre E-Mail-Adresse, um die Registrierung abzuschließen.',
      'Abschließen',
      'Ihr Konto ist bereit. Sie können sich jetzt anmelden.',
    ],
  },
  'reset-password': {
    path: 'password/reset',
    asksPassword: true,
    en: [
      'Set a new password',
      'Choose a new password. You will be signed out everywhere.',
      'Set password',
      'Your password is changed. Sign in with the new one.',
    ],
    de: [
      'Neues Passwort',
      'Wählen Sie ein neues Passwort. Sie werden überall abgemeldet.',
      'Passwort setzen',
      'Ihr Passwort ist geändert. Melden Sie sich mit dem neuen an.',
    ],
  },
  'set-password': {
    path: 'password/reset',
    asksPassword: true,
    en: [
      'Set your password',
      'Choose a password for your account.',
      'Set password',
      'Your password is set. You can sign in now.',
    ],
    de: [
      'Passwort festlegen',
      'Wählen Sie ein Passwort für Ihr Konto.',
      'Passwort setzen',
      'Ihr Passwort ist gesetzt. Sie können sich jetzt anmelden.',
    ],
  },
  'change-email': {
    path: 'email/change',
    en: [
      'Change your address',
      'Make this the email address of your account.',
      'Change',
      'The email address of your account is changed.',
    ],
    de: [
      'Adresse ändern',
      'Machen Sie diese E-Mail-Adresse zu der Ihres Kontos.',
      'Ändern',
      'Die E-Mail-Adresse Ihres Kontos ist geändert.',
    ],
  },
  'revert-email': {
    path: 'email/revert',
    en: [
      'Undo the change of address',
      'Give your account its former email address back. All its sessions end, and its password is good no more.',
      'Undo',
      'Your account has its former address again, and is signed out everywhere. A link to set a new password was mailed to that address.',
    ],
    de: [
      'Änderung der Adresse rückgängig machen',
      'Geben Sie Ihrem Konto die frühere E-Mail-Adresse zurück. Alle seine Sitzungen enden, und sein Passwort gilt nicht mehr.',
      'Rückgängig machen',
      'Ihr Konto hat wieder die frühere Adresse und ist überall abgemeldet. Dorthin wurde ein Link geschickt, mit dem Sie ein neues Passwort setzen.',
    ],
  },
  'sign-in': {
    path: 'code/complete',
    en: [
      'Sign in',
      'Use the link of your message to sign in.',
      'Sign in',
      'The link works. There is no application here to go on to, so you are signed out again.',
    ],
    de: [
      'Anmelden',
      'Melden Sie sich mit dem Link aus Ihrer Nachricht an.',
      'Anmelden',
      'Der Link gilt. Hier gibt es keine Anwendung, in der es weiterginge, daher sind Sie wieder abgemeldet.',
    ],
  },
  invitation: {
    signsIn: true,
    en: [
      'Accept the invitation',
      'Sign in with the account that has the invited address.',
      'Accept',
      'You are a member now.',
    ],
    de: [
      'Einladung annehmen',
      'Melden Sie sich mit dem Konto an, das die eingeladene Adresse hat.',
      'Annehmen',
      'Sie sind jetzt Mitglied.',
    ],
  },
};

const words = {
  en: {
    password: 'New password',
    email: 'Email address',
    ownPassword: 'Password',
    code: 'Code of your authenticator app, or a recovery code',
    askCode: 'Your account asks for a second factor, too.',
    WRONG_CODE: 'This code is wrong, or was used. Wait for the next one.',
    CHALLENGE_FAILED: 'That took too long, or too many codes were wrong. Begin again with your password.',
    INVALID_CREDENTIALS: 'Address or password are wrong.',
    LOGIN_LOCKED: 'Too many failed attempts. Wait a little and try again.',
    FORBIDDEN: 'Another address was invited than that of this account.',
    EMAIL_NOT_VERIFIED: 'Confirm the address of your account first.',
    ALREADY_MEMBER: 'You are a member already.',
    TOO_MANY_MEMBERS: 'There is no room for another member. Ask whoever has invited you.',
    incomplete: 'This link is incomplete, or was used on this page before. Open it again from the message.',
    TOKEN_INVALID: 'This link is used, too old, or not the last that was sent. Ask for a new one.',
    EMAIL_TAKEN: 'Another account has this address now.',
    WEAK_PASSWORD: 'This password is too easy to guess. Choose another one.',
    PASSWORD_BREACHED: 'This password is known from a data leak. Choose another one.',
    VALIDATION_ERROR: 'This password cannot be used. Choose another one.',
    RATE_LIMITED: 'Too many attempts. Wait a little and try again.',
    MFA_REQUIRED: 'Your account asks for a second factor: sign in with your application.',
    MFA_ENROLLMENT_REQUIRED:
      'Your account needs a second factor: sign in with your application, and add one.',
    PASSWORD_CHANGE_REQUIRED: 'Your password has to be changed first: sign in with your application.',
    failed: 'That did not work. Try again in a little while.',
  },
  de: {
    password: 'Neues Passwort',
    email: 'E-Mail-Adresse',
    ownPassword: 'Passwort',
    code: 'Code Ihrer Authenticator-App oder ein Wiederherstellungscode',
    askCode: 'Ihr Konto verlangt noch einen zweiten Faktor.',
    WRONG_CODE: 'Dieser Code ist falsch oder verbraucht. Warten Sie auf den nächsten.',
    CHALLENGE_FAILED:
      'Das hat zu lange gedauert, oder zu viele Codes waren falsch. Beginnen Sie noch einmal mit Ihrem Passwort.',
    INVALID_CREDENTIALS: 'Adresse oder Passwort stimmen nicht.',
    LOGIN_LOCKED: 'Zu viele Fehlversuche. Warten Sie etwas und versuchen Sie es noch einmal.',
    FORBIDDEN: 'Eingeladen wurde eine andere Adresse als die dieses Kontos.',
    EMAIL_NOT_VERIFIED: 'Bestätigen Sie erst die Adresse Ihres Kontos.',
    ALREADY_MEMBER: 'Sie sind schon Mitglied.',
    TOO_MANY_MEMBERS: 'Für ein weiteres Mitglied ist kein Platz. Fragen Sie, wer Sie eingeladen hat.',
    incomplete:
      'Dieser Link ist unvollständig oder wurde auf dieser Seite schon benutzt. Öffnen Sie ihn noch einmal aus der Nachricht.',
    TOKEN_INVALID:
      'Dieser Link ist verbraucht, zu alt oder nicht der zuletzt verschickte. Fordern Sie einen neuen an.',
    EMAIL_TAKEN: 'Diese Adresse gehört inzwischen zu einem anderen Konto.',
    WEAK_PASSWORD: 'Dieses Passwort ist zu leicht zu erraten. Wählen Sie ein anderes.',
    PASSWORD_BREACHED: 'Dieses Passwort ist aus einem Datenleck bekannt. Wählen Sie ein anderes.',
    VALIDATION_ERROR: 'Dieses Passwort kann nicht verwendet werden. Wählen Sie ein anderes.',
    RATE_LIMITED: 'Zu viele Versuche. Warten Sie etwas und versuchen Sie es noch einmal.',
    MFA_REQUIRED: 'Ihr Konto verlangt einen zweiten Faktor: Melden Sie sich mit Ihrer Anwendung an.',
    MFA_ENROLLMENT_REQUIRED:
      'Ihr Konto braucht einen zweiten Faktor: Melden Sie sich mit Ihrer Anwendung an, und fügen Sie einen hinzu.',
    PASSWORD_CHANGE_REQUIRED:
      'Ihr Passwort muss erst geändert werden: Melden Sie sich mit Ihrer Anwendung an.',
    failed: 'Das hat nicht geklappt. Versuchen Sie es etwas später noch einmal.',
  },
};

/** After which the same link is of no more use. */
const final = new Set(['TOKEN_INVALID', 'EMAIL_TAKEN', 'MFA_REQUIRED', 'ALREADY_MEMBER']);

const element = (id) => document.getElementById(id);
const language = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in words) ?? 'en';
const name = location.pathname.split('/').at(-1);
const page = pages[name];
const token = new URLSearchParams(location.hash.slice(1)).get('token');
// Out of the address bar, the history, and whatever else is made of the address.
history.replaceState(null, '', location.pathname);

const [title, explanation, action, done] = page[language];
document.documentElement.lang = language;
document.title = title;
element('title').textContent = title;
element('explanation').textContent = explanation;
element('button').textContent = action;
element('label').textContent = words[language][page.signsIn ? 'ownPassword' : 'password'];
element('emailLabel').textContent = words[language].email;
element('codeLabel').textContent = words[language].code;
show('field', 'password', page.asksPassword || page.signsIn);
show('emailField', 'email', page.signsIn);
if (page.signsIn) element('password').autocomplete = 'current-password';
if (token === null) end(words[language].incomplete);
else element('form').hidden = false;

element('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  element('button').disabled = true;
  element('problem').textContent = '';
  const code = await submit();
  element('button').disabled = false;
  const told = words[language][code] ?? words[language].failed;
  if (code === null) end(done);
  else if (final.has(code)) end(told);
  else {
    if (code !== 'next') element('problem').textContent = told;
    const asked = ['code', 'password'].find((id) => element(id).required);
    if (asked) element(asked).focus();
  }
});

function show(field, input, isShown = false) {
  element(field).hidden = !isShown;
  element(input).required = isShown;
}

/** @returns the code of what went wrong, or null. */
async function submit() {
  try {
    if (page.signsIn) return await accept();
    const newPassword = page.asksPassword ? { newPassword: element('password').value } : {};
    const answer = await post(page.path, { token, ...newPassword }, {});
    if (!answer.ok) return codeOf((await answer.json()).error);
    if (name === 'sign-in') {
      // Nobody would use or end the session that is open now.
      const { accessToken } = (await answer.json()).data;
      await post('logout', undefined, { authorization: `Bearer ${accessToken}` });
    }
    return null;
  } catch {
    return 'failed';
  }
}

/** That a second factor has to be shown for; null while the password is asked for. */
let challengeToken = null;

function ask(challenge) {
  challengeToken = challenge;
  element('explanation').textContent = challenge === null ? explanation : words[language].askCode;
  show('emailField', 'email', challenge === null);
  show('field', 'password', challenge === null);
  show('codeField', 'code', challenge !== null);
  element('code').value = '';
}

function signIn() {
  if (challengeToken === null) {
    return post('login', { email: element('email').value, password: element('password').value }, {});
  }
  const code = element('code').value.trim();
  return post('mfa', { challengeToken, [/^\d{6}$/.test(code) ? 'code' : 'recoveryCode']: code }, {});
}

/** @returns the code of what went wrong, or `next` where there is another thing to ask for. */
function refused({ code, challenge }) {
  if (code === 'MFA_REQUIRED') {
    ask(challenge.token);
    return 'next';
  }
  if (code === 'CHALLENGE_FAILED') ask(null);
  const isWrong = code === 'INVALID_CREDENTIALS' || code === 'VALIDATION_ERROR';
  if (isWrong) return challengeToken === null ? 'INVALID_CREDENTIALS' : 'WRONG_CODE';
  return code;
}

/** The session is for this alone. @returns the code of what went wrong, or null. */
async function accept() {
  const signedIn = await signIn();
  if (!signedIn.ok) return refused((await signedIn.json()).error);
  ask(null);
  const authorization = `Bearer ${(await signedIn.json()).data.accessToken}`;
  const answer = await post('../invitations/accept', { token }, { authorization });
  await post('logout', undefined, { authorization });
  return answer.ok ? null : codeOf((await answer.json()).error);
}

/** A token of another form was cut off on its way. */
function codeOf({ code, details }) {
  const isAboutToken = code === 'VALIDATION_ERROR' && !details.some(({ field }) => field === 'newPassword');
  return isAboutToken ? 'TOKEN_INVALID' : code;
}

/** By a relative path, since a proxy may have taken the beginning of this one away. */
function post(path, body, headers) {
  return fetch(`../api/v1/auth/${path}`, {
    method: 'POST',
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }), ...headers },
    body: body && JSON.stringify(body),
    credentials: 'omit',
  });
}

function end(text) {
  element('form').hidden = true;
  element('outcome').textContent = text;
  element('outcome').focus();
}
