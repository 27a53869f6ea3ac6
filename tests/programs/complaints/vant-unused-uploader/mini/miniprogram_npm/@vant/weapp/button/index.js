Component({ properties: { type: String } })
