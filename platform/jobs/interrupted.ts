/** Thrown by jobs that stop because the worker does; they are taken up again. */
export class JobInterrupted extends Error {
  constructor() {
    super('the worker is stopping; the job goes on later');
    this.name = 'JobInterrupted';
  }
}
