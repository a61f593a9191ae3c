/** Which build this is: the build writes the digest of all compiled code here. What a build left in files counts for that code only. */
export const BUILD: string = '';
