export const AVATAR = 'chooseAvatar'
