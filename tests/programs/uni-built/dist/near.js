"use strict";const e=require("./common/vendor.js");exports.near=()=>e.index.getLocation({type:"gcj02"}),exports.listen=function(){e.index.getRecorderManager().start({duration:1e3})};
