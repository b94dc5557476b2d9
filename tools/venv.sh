#!/bin/sh
# Create .venv beside the Makefile if there is none that works, and install the project with its
# developers' tools into it. Nothing outside .venv is touched.
set -eu
cd "$(dirname "$0")/.."

venv=.venv
python=$venv/bin/python

# Settings that would lead pip or Python out of the virtual environment.
unset PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX PIP_PYTHON || true

is_new_enough() {
    # It has to run: a version manager may leave commands that only say that they are not installed.
    "$@" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

can_make_venv() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

find_python() {
    fallback=
    for name in python3 python3.13 python3.12 python3.11; do
        is_new_enough "$name" || continue
        if can_make_venv "$name"; then
            echo "$name"
            return
        fi
        fallback=$name
    done
    if [ -n "$fallback" ]; then
        version=$("$fallback" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "$fallback cannot create virtual environments. On Debian and Ubuntu, install" >&2
        echo "python$version-venv (sudo apt-get install python$version-venv), then run make again." >&2
    else
        echo "No Python 3.11 or newer was found (tried python3, python3.13, python3.12, python3.11)." >&2
        echo "Install one, from your system's packages or from python.org, then run make again." >&2
    fi
    return 1
}

if ! is_new_enough "$python" || ! "$python" -m pip --version >/dev/null 2>&1; then
    base=$(find_python)
    echo "Creating .venv with $base ..."
    "$base" -m venv --clear "$venv"
fi

echo "Installing exifguard and its tools into .venv ..."
"$python" -m pip install -qq --disable-pip-version-check --editable '.[dev]'
touch "$venv/.ready"
