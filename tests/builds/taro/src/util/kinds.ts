export const AVATAR = 'chooseAvatar'
export enum Kind {
  Phone = 'getPhoneNumber',
}
