const api = uni
export const remind = () => api['addPhoneCalendar']({ title: 'x', startTime: 1 })
