(() => {
  'use strict';
  const html = document.documentElement;
  const query = new URLSearchParams(location.search);
  const fields = ['type', 'status', 'package', 'words'].map(name => document.getElementById(`filter-${name}`));
  const rows = [...document.querySelectorAll('tr[data-status]')];
  const cards = [...document.querySelectorAll('.card[data-type]')];
  const count = document.getElementById('shown');
  const keep = () => {
    const next = new URLSearchParams();
    for (const field of fields) if (field.value) next.set(field.id.slice(7), field.value);
    next.set('lang', html.lang);
    // A page that is opened as a file may not change its address everywhere.
    try { history.replaceState(null, '', `?${next}${location.hash}`); } catch { /* the filters work all the same */ }
  };
  const filter = () => {
    const [type, status, bringer, words] = fields.map(field => field.value);
    const wanted = words.toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = (!status || row.dataset.status === status) && (!bringer || row.dataset.package === bringer)
        && (!wanted || row.textContent.toLowerCase().includes(wanted));
      row.hidden = !fits;
    }
    for (const card of cards) {
      const own = [...card.querySelectorAll('tr[data-status]')].filter(row => !row.hidden).length;
      const narrowed = status || bringer || wanted;
      card.hidden = (type && card.dataset.type !== type) || (narrowed && own === 0);
      if (!card.hidden) shown += own;
    }
    count.textContent = String(shown);
  };
  const speak = language => {
    html.lang = language;
    for (const field of document.querySelectorAll('[data-zh]')) {
      const text = language === 'en' ? field.dataset.en : field.dataset.zh;
      if (field.tagName === 'OPTION' || field.tagName === 'TITLE') field.textContent = text;
      else field.setAttribute('aria-label', text);
    }
  };
  const show = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest('[hidden]')) {
      for (const field of fields) field.value = '';
      filter();
    }
    for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
    target.scrollIntoView();
  };
  document.getElementById('language').addEventListener('click', () => { speak(html.lang === 'en' ? 'zh-CN' : 'en'); keep(); });
  for (const field of fields) {
    const given = query.get(field.id.slice(7));
    if (given !== null) field.value = given;
    if (field.selectedIndex === -1) field.value = '';
    field.addEventListener('input', () => { filter(); keep(); });
  }
  document.getElementById('clear').addEventListener('click', () => { for (const field of fields) field.value = ''; filter(); keep(); });
  document.addEventListener('keydown', event => {
    if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      fields[3].focus();
    }
    if (event.key === 'Escape' && event.target === fields[3]) { fields[3].value = ''; filter(); keep(); }
  });
  window.addEventListener('beforeprint', () => { for (const part of document.querySelectorAll('details')) part.open = true; });
  window.addEventListener('hashchange', show);
  speak(['en', 'zh-CN'].includes(query.get('lang')) ? query.get('lang') : html.lang);
  filter();
  show();
})();
