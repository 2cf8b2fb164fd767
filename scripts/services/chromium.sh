# Chromium, a browser that looks at the pages.
variable=TEST_CHROMIUM_PROGRAM
package=chromium
program=/usr/bin/chromium
