import {defineConfig} from 'vite'

// Nothing is inlined and nothing is loaded by script text: the page runs under
// a Content-Security-Policy that knows only 'self'.
export default defineConfig({
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: {polyfill: false},
    // What the first view needs is one file: it is smaller so, and asked for once.
    rolldownOptions: {output: {codeSplitting: {groups: [{name: 'page', tags: ['$initial']}]}}},
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1200,
  },
  worker: {format: 'es'},
  server: {proxy: {'/v1': process.env.TEPAT_URL ?? 'http://127.0.0.1:8080'}},
})
