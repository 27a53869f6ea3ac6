const { request } = require('../../utils/request')

Component({
  data: { type: 'getPhoneNumber' },
  methods: {
    bind({ detail }) {
      if (!detail.code) return
      request('/user/phone', { code: detail.code }, 'POST').then(() => this.triggerEvent('bound'))
    },
  },
})
