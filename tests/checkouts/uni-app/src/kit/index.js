import sha1 from 'crypto-js/sha1'
import dayjs from 'dayjs'
import Request from 'luch-request'
import ajax from 'uni-ajax'

export const today = () => dayjs().format() + sha1('x').toString()
export const http = new Request({ baseURL: 'https://api.shop.example' })
export const load = () => ajax('https://api.shop.example/list')
