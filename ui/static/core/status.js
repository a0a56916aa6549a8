// The status line. The element stays and only its text changes, because screen readers watch
// the element.
const show = () => {
  const line = element.querySelector('[role=status]');
  const value = props.value || {};
  line.textContent = value.text || '';
  line.dir = value.dir || 'ltr';
  line.dataset.retry = value.retry ? 'yes' : 'no';
  line.dataset.state = value.state || 'idle';
};
show();
watch('value', show);
