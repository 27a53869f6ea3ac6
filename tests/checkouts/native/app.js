import { promisifyAll } from 'miniprogram-api-promise'

const api = {}
promisifyAll(wx, api)

App({ api })
