uni.startGyroscope()
