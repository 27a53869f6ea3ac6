export default definePageConfig({ usingComponents: { 'map-pin': '../../native/pin/pin' } })
