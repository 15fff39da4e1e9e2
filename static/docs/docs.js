// The page at /docs/: Swagger UI, and who is signed in. The token lives in this page alone: a reload forgets it.
'use strict';

/** As the document calls its security scheme. */
const scheme = 'token';
/** User names by `Authorization` header, of those who signed up or logged in here. */
const names = new Map();
const session = document.getElementById('session');
const signOut = document.getElementById('sign-out');

const ui = SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#api',
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  // Nothing leaves for another host.
  validatorUrl: null,
  persistAuthorization: false,
  requestInterceptor: completeToken,
  responseInterceptor: signInWithAnswer,
  onComplete: () => {
    document.title = ui.specSelectors.info().get('title');
    ui.getStore().subscribe(showSession);
    showSession();
  },
});

signOut.addEventListener('click', () => ui.authActions.logout([scheme]));

/** A token may be pasted with or without its scheme. */
function completeToken(request) {
  const token = request.headers?.Authorization;
  if (/^[0-9a-f]{40}$/.test(token ?? '')) request.headers.Authorization = `Token ${token}`;
  return request;
}

/** Sign-up and login alone answer with a token. */
function signInWithAnswer(response) {
  const { token, username } = response.ok && response.obj ? response.obj : {};
  if (typeof token !== 'string') return response;
  names.set(`Token ${token}`, username);
  ui.preauthorizeApiKey(scheme, `Token ${token}`);
  return response;
}

function showSession() {
  const authorization = ui.authSelectors.authorized().getIn([scheme, 'value']);
  const name = names.get(authorization);
  const text = authorization
    ? `Signed in${name ? ` as ${name}` : ''}: the calls below carry the token until you sign out or reload.`
    : 'Not signed in. Sign up or log in below, and the calls that follow carry your token; or give one under “Authorize”.';
  if (session.textContent === text) return;
  session.textContent = text;
  session.parentElement.classList.toggle('signed-in', Boolean(authorization));
  signOut.hidden = !authorization;
}
