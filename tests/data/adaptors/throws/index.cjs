'use strict';

throw new Error('the native part is missing');
