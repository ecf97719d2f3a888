/* allauth's script tells nobody when a passkey was refused or the window closed: say it on the page. */
document.addEventListener("allauth.error", (event) => {
  const place = document.querySelector("[data-passkey-error]");
  if (!place) return;
  event.preventDefault();
  place.hidden = false;
});
