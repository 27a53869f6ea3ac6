Page({
  nearby() {
    wx.getLocation({ type: 'gcj02' }).then((place) => this.setData(place));
  },
  photo() {
    wx.chooseMedia({ count: 1 }).then(({ tempFiles }) => this.setData({ photo: tempFiles[0].tempFilePath }));
  },
});
