/** Hands the person a file of their own entries. */
export function download(name: string, content: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken its copy by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
