require("./runtime"),require("./taro"),(wx["webpackJsonp"]=wx["webpackJsonp"]||[]).push([[1],{21:function(t,e,n){App({onLaunch:function(){}})}},function(t){t(21)}]);
