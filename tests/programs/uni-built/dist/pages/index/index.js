"use strict";const e=require("../../near.js");Page({data:{a:e.listen,b:e.near},a:e.listen,b:e.near});
