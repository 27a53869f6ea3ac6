export { paste } from './clip.js'
