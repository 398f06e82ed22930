// What MapLibre needs before it starts under a strict Content-Security-Policy:
// its worker from our own origin, and a Trusted Types policy that lets it load
// nothing from elsewhere. Forgetting the worker leaves the map silently empty.
// And what a map of ours does not want of it.

import {setWorkerUrl, type Map} from 'maplibre-gl'
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'

interface TrustedTypes {
  defaultPolicy: unknown
  createPolicy(name: string, rules: {createScriptURL(s: string): string; createHTML(s: string): string}): unknown
}

const trusted = (window as {trustedTypes?: TrustedTypes}).trustedTypes
if (trusted && !trusted.defaultPolicy) {
  trusted.createPolicy('default', {
    createScriptURL(url) {
      if (new URL(url, location.origin).origin !== location.origin) throw new TypeError('script from elsewhere')
      return url
    },
    // MapLibre parses only its own attribution text; the map has none.
    createHTML: html => html,
  })
}
setWorkerUrl(worker)

// withoutSky keeps a map whose style is loaded from drawing a sky: seen from straight above there is none, and
// MapLibre would paint every pixel with it, transparent, in every frame.
export function withoutSky(map: Map) {
  map.style.sky.getEvaluated = () => undefined as never
}
