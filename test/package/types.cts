import nogil = require('nogil')

const thread: nogil.Thread = new nogil.Thread({ target: () => undefined })
export = thread
