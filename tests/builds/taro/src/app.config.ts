export default defineAppConfig({
  pages: ['pages/index/index'],
  subPackages: [{ root: 'trip', pages: ['far/index'] }],
  window: { navigationBarTitleText: 'sample' },
  requiredPrivateInfos: ['getLocation', 'chooseLocation'],
})
