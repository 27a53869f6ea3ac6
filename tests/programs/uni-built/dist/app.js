"use strict";const e=require("./common/vendor.js");e.createApp({});
