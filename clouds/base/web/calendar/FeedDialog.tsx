import { api, Button, Dialog, Field, Skeleton, toast, useFormat, useLabel } from '@huanke/platform/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { fill, texts } from './texts.ts';

interface Feed {
  readonly createdAt: string;
  readonly readAt: string | null;
}

const key = ['activities', 'feed'];

/** The secret address by which calendar programs read one's calendar. */
export function FeedDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useLabel();
  const format = useFormat();
  const client = useQueryClient();
  const [url, setUrl] = useState('');
  const { data } = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<{ feed: Feed | null }>('/calendar-feed', { signal }) });
  const make = async () => {
    try {
      setUrl((await api.post<{ url: string }>('/calendar-feed')).url);
      await client.invalidateQueries({ queryKey: key });
    } catch (error) {
      toast.error(error);
    }
  };
  const drop = async () => {
    try {
      await api.delete('/calendar-feed');
      setUrl('');
      await client.invalidateQueries({ queryKey: key });
      toast.ok(text(texts.feedDropped));
    } catch (error) {
      toast.error(error);
    }
  };
  const copy = () => void navigator.clipboard.writeText(url).then(() => toast.ok(text(texts.feedCopied)));
  return (
    <Dialog title={text(texts.feedTitle)} width={520} onClose={onClose} footer={<Button onClick={onClose}>{text(texts.close)}</Button>}>
      <p className="note">{text(texts.feedText)}</p>
      <p>
        <Link to="/settings/calendar-sync">{text(texts.feedSync)}</Link>
      </p>
      {!data ? (
        <Skeleton lines={2} />
      ) : (
        <div className="cal-feed">
          {url && (
            <Field label={text(texts.feedUrl)}>
              {(control) => <input className="inp" readOnly {...control} value={url} onFocus={(event) => event.target.select()} />}
            </Field>
          )}
          {data.feed && <p className="note">{fill(text(texts.feedSince), { at: format.dateTime(data.feed.createdAt) })}</p>}
          {data.feed?.readAt && <p className="note">{fill(text(texts.feedRead), { at: format.dateTime(data.feed.readAt) })}</p>}
          <p>
            {url && (
              <Button kind="primary" icon="copy" onClick={copy}>
                {text(texts.feedCopy)}
              </Button>
            )}
            <Button kind={url || data.feed ? 'default' : 'primary'} onClick={() => void make()}>
              {text(data.feed ? texts.feedRenew : texts.feedMake)}
            </Button>
            {data.feed && (
              <Button kind="danger" onClick={() => void drop()}>
                {text(texts.feedDrop)}
              </Button>
            )}
          </p>
        </div>
      )}
    </Dialog>
  );
}
