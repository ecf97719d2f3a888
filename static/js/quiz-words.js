/* Says below a text how many words it has. */

for (const area of document.querySelectorAll("textarea[data-words]")) {
  const place = document.createElement("p");
  place.className = "hint";
  area.parentElement.append(place);
  const count = () => {
    place.textContent = area.dataset.words.replace("%s", area.value.split(/\s+/).filter(Boolean).length);
  };
  area.addEventListener("input", count);
  area.closest("[data-question]").addEventListener("restored", count);
  count();
}
