/** Loaded when somebody needs it: the sign-in page of everybody else stays as small as it was. */
export const loadSecondStep = () => import('./SecondStep.tsx').then((file) => file.SecondStep);
