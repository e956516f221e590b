# What deploy/up and deploy/test share. To be sourced by bash.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '  %s\n' "$*"; }
good() { printf '  ✓ %s\n' "$*"; }

# fail CODE MESSAGE REMEDY
fail() {
    printf '  ✗ %s\n    %s\n    Code: %s\n' "$2" "$3" "$1" >&2
    exit 1
}

require_debian() {
    [ -r /etc/os-release ] || fail DEPLOY-SYSTEM "This is not Debian 12" "Apus is built and tested on Debian 12 (bookworm)."
    local id version
    id=$(. /etc/os-release && echo "${ID:-}")
    version=$(. /etc/os-release && echo "${VERSION_ID:-}")
    [ "$id/$version" = debian/12 ] ||
        fail DEPLOY-SYSTEM "This is ${id:-unknown} ${version:-}, not Debian 12" "Apus is built and tested on Debian 12 (bookworm)."
}

require_root() {
    [ "$(id -u)" = 0 ] || fail DEPLOY-ROOT "This must run as root" "sudo $0"
}

# install_missing FILE: the packages of FILE that are not installed; says nothing where nothing is missing.
install_missing() {
    local missing=() name log
    while read -r name; do
        case $name in '' | '#'*) continue ;; esac
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
    done <"$1"
    [ ${#missing[@]} -eq 0 ] && return
    say "… installing ${missing[*]}"
    log=$(mktemp)
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
        >"$log" 2>&1 </dev/null; then
        tail -5 "$log" >&2
        fail DEPLOY-PACKAGES "The packages ${missing[*]} cannot be installed" "See $log; is a Debian mirror reachable?"
    fi
    rm -f "$log"
    good "Packages   ${missing[*]}"
}

find_swift() {
    local directory
    for directory in "" /opt/swift/usr/bin /usr/local/swift/usr/bin /usr/libexec/swift/bin; do
        if [ -n "$directory" ]; then [ -x "$directory/swift" ] && export PATH="$directory:$PATH"; fi
        command -v swift >/dev/null && break
    done
    command -v swift >/dev/null ||
        fail DEPLOY-SWIFT "There is no Swift compiler" \
            "Unpack Swift 6.3 for Debian 12 (swift.org/install/linux) into /opt/swift, so that there is /opt/swift/usr/bin/swift."
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -1)
    case $version in
    6.[3-9] | 6.[1-9][0-9] | [7-9].*) ;;
    *) fail DEPLOY-SWIFT "Swift ${version:-of an unknown version} is too old" "Apus needs Swift 6.3 or newer." ;;
    esac
}

# start_libvirt: where systemd does not keep libvirt's daemons running, they are started here, and libvirtd is started again when it
# dies. They get a process namespace of their own: libvirtd waits for the ends of processes that are nobody's children any more, which a
# machine without a real init never takes note of; there the shell does. The device of KVM gets the rights that udev gives it: where QEMU's
# user may not open it, libvirt (which looks with more rights) never trusts what it has found out about QEMU, and finds it out again in
# every call: 15 s for what takes 0.05 s.
start_libvirt() {
    virsh -q -c qemu:///system version >/dev/null 2>&1 && return
    if [ -d /run/systemd/system ]; then
        systemctl enable --now -q virtlogd libvirtd
    else
        if [ -c /dev/kvm ]; then chgrp kvm /dev/kvm && chmod 660 /dev/kvm; fi
        setsid unshare --pid --fork --mount-proc --propagation slave \
            bash -c 'virtlogd --daemon; while :; do libvirtd; sleep 1; done' </dev/null >>/var/log/libvirt/apus.log 2>&1 &
    fi
    local try
    for try in $(seq 50); do
        virsh -q -c qemu:///system version >/dev/null 2>&1 && return
        sleep 0.2
    done
    fail DEPLOY-LIBVIRT "libvirtd does not answer" "Look at: virsh -c qemu:///system version, and /var/log/libvirt"
}

# install_novnc: the console's page for browsers. Debian's package wants a whole Python and Node stack that only its own proxy needs,
# so its files are taken without installing it.
install_novnc() {
    local place=/usr/local/share/apus/novnc work
    [ -e "$place/vnc_lite.html" ] && return
    work=$(mktemp -d)
    if (cd "$work" && apt-get -o APT::Sandbox::User=root download -qq novnc && dpkg-deb -x novnc_*.deb files) >/dev/null 2>&1; then
        mkdir -p "${place%/*}"
        cp -r "$work/files/usr/share/novnc" "$place.new"
        mv "$place.new" "$place"
        good "Console    noVNC"
    else
        say "! noVNC cannot be downloaded: consoles have no page for browsers yet; the next run tries again"
    fi
    rm -rf "$work"
}

# build_with_progress LOG SWIFT-BUILD-ARGUMENTS…: runs swift build, shows its step counter and the time.
build_with_progress() {
    local log=$1 start=$SECONDS step last='' status=0 build shown=0
    shift
    : >"$log"
    swift build "$@" >"$log" 2>&1 </dev/null &
    build=$!
    while kill -0 "$build" 2>/dev/null; do
        step=$(tr '\r' '\n' <"$log" | grep -o '^\[[0-9]*/[0-9]*\]' | tail -1 || true)
        if [ -t 1 ]; then
            printf '\r\033[K  … building %s  %d:%02d' "$step" $(((SECONDS - start) / 60)) $(((SECONDS - start) % 60))
        elif [ "$step" != "$last" ] && [ $((SECONDS - shown)) -ge 20 ]; then
            say "… building $step  $(((SECONDS - start) / 60)):$(printf %02d $(((SECONDS - start) % 60)))"
            shown=$SECONDS
        fi
        last=$step
        sleep 0.5
    done
    wait "$build" || status=$?
    [ -t 1 ] && printf '\r\033[K'
    if [ "$status" != 0 ]; then
        grep -E 'error:' "$log" | sort -u | head -20 >&2 || true
        tail -3 "$log" >&2
        fail DEPLOY-BUILD "The build failed after $((SECONDS - start)) s" "The whole log is $log"
    fi
    build_seconds=$((SECONDS - start))
}
