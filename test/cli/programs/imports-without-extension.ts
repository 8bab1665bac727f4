import './lib/twice'
