import axios from 'axios'
import sha1 from 'crypto-js/sha1'
import dayjs from 'dayjs'
import { promisifyAll } from 'miniprogram-api-promise'
import 'umtrack-wx'

declare const wx: any

export const api: any = {}
promisifyAll(wx, api)

export const today = () => dayjs().format() + sha1('x').toString()
export const load = () => axios.get('https://api.shop.example/list')
