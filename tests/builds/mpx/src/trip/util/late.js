export const late = () => wx.saveImageToPhotosAlbum({ filePath: 'a.png' })
