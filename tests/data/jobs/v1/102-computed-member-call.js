unknown['call']();
