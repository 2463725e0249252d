/** The demo shop's only behaviour: it speaks two languages, and its chat follows. */
const speak = (language: 'zh' | 'en'): void => {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = language === 'zh' ? '灯笼优选' : 'Lantern';
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-speak]')) {
    button.setAttribute('aria-pressed', String(button.dataset.speak === language));
  }
  window.baton?.language(language);
};

const asked = new URLSearchParams(location.search).get('language') ?? navigator.language;
speak(asked.toLowerCase().startsWith('zh') ? 'zh' : 'en');

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-speak]')) {
  button.addEventListener('click', () => speak(button.dataset.speak === 'zh' ? 'zh' : 'en'));
}
