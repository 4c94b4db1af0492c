// The line of the phone: whether it may be used, and what it costs.
import { get, put, update } from "./store.js";

export async function isWifiOnly() {
  return (await get("settings", "wifi-only")) ?? false;
}

export async function setWifiOnly(value) {
  await put("settings", "wifi-only", value);
}

/** Whether the line of this moment may be used. A phone that does not say what its line is, is taken to be one that costs. */
export async function mayUseLine() {
  if (navigator.onLine === false) return false;
  if (!(await isWifiOnly())) return true;
  return ["wifi", "ethernet"].includes(navigator.connection?.type);
}

/** The bytes sent in this month. */
export async function bytesThisMonth() {
  return (await get("counters", month())) ?? 0;
}

export async function count(bytes) {
  await update("counters", month(), (sum) => (sum ?? 0) + bytes);
}

function month() {
  return `photos-${new Date().toISOString().slice(0, 7)}`;
}
