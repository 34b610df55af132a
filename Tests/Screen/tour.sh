#!/usr/bin/env bash
# A tour of every screen in a real terminal: each at three sizes and in four depths of colour, captured as
# text (.txt) and with colours (.ansi) into a folder. Needs tmux.
#
#   bash Tests/Screen/tour.sh PROGRAM SESSION FOLDER
set -euo pipefail
program=$(realpath "$1"); session=$2; folder=$3
mkdir -p "$folder"
socket=tour-$$
trap 'tmux -L "$socket" kill-server 2>/dev/null || true' EXIT

# What a screen shows is there when two captures, some time apart, are the same.
settle() {
  local before='' now='' turn
  for turn in $(seq 40); do
    sleep 0.25
    now=$(tmux -L "$socket" capture-pane -p)
    [ "$now" = "$before" ] && [ "$turn" -gt 3 ] && ! grep -q ' \.\.\. ' <<<"$now" && return
    before=$now
  done
}

for size in 80x24 120x36 200x60; do
  for colour in truecolor 256 8 mono; do
    tmux -L "$socket" -f /dev/null new-session -d -x "${size%x*}" -y "${size#*x}" \
      "env TERM=tmux-256color '$program' open '$session' --color $colour"
    tmux -L "$socket" set -g status off
    settle
    for tab in 1 2 3 4 5 6 7 8 pairs; do
      # From Units a clip is opened, so that the clip's screen has one.
      case "$tab" in 3) key=Enter ;; pairs) key='&' ;; *) key=$tab ;; esac
      tmux -L "$socket" send-keys "$key"
      settle
      tmux -L "$socket" capture-pane -p >"$folder/$size-$colour-$tab.txt"
      tmux -L "$socket" capture-pane -p -e >"$folder/$size-$colour-$tab.ansi"
    done
    tmux -L "$socket" send-keys '?'
    settle
    tmux -L "$socket" capture-pane -p >"$folder/$size-$colour-help.txt"
    # The server ends with its only program; one that does not quit is ended.
    tmux -L "$socket" send-keys Escape q
    for turn in $(seq 30); do tmux -L "$socket" has-session 2>/dev/null || break; sleep 0.1; done
    tmux -L "$socket" kill-server 2>/dev/null || true
    sleep 0.2
  done
done
