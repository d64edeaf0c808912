/** Hands text to the reader as a file of their own. */
export function saveFile(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after the click; a moment later it is no longer needed.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
