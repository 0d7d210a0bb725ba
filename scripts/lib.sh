# Words and small steps that the scripts share. Sourced from the root of the checkout.

PATH="$PWD/.venv/bin:$PATH"  # node and npm of the virtual environment, where the machine has none of its own

tell() { printf '\033[1m→ %s\033[0m\n' "$*"; }
note() { printf 'Note: %s\n' "$*" >&2; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

digest() { cat "$@" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c -64; }
done_for() { local stamp=$1; shift; [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(digest "$@")" ]; }
mark_done() { local stamp=$1; shift; digest "$@" >"$stamp"; }

node_is_new_enough() {  # 20 or newer, with npm
    command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' 2>/dev/null
}

install_packages() {  # Debian packages, when this user may install them without a question; else false
    command -v apt-get >/dev/null || return 1
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    tell "Installing system packages: $*"
    local apt=(${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -qq)
    "${apt[@]}" install -y --no-install-recommends "$@" >/dev/null 2>&1 && return
    "${apt[@]}" update >/dev/null 2>&1 && "${apt[@]}" install -y --no-install-recommends "$@" >/dev/null
}

find_chromium() {  # prints its path, or nothing
    local candidate
    for candidate in ${CHROMIUM:-} chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" /Applications/Chromium.app/Contents/MacOS/Chromium; do
        command -v "$candidate" 2>/dev/null && return
    done
    return 0
}
