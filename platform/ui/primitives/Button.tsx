import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Icon } from './Icon.tsx';
import type { IconName } from './icons.ts';

type Native = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type'>;

export interface ButtonProps extends Native {
  /** One `primary` per view. */
  readonly kind?: 'primary' | 'default' | 'ghost' | 'link' | 'danger';
  readonly size?: 'lg' | 'md' | 'sm' | 'xs';
  readonly icon?: IconName;
  readonly type?: 'button' | 'submit';
  /** While true a second press does nothing. */
  readonly busy?: boolean;
  readonly pressed?: boolean;
  readonly children?: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

const KINDS = { primary: ' pri', default: '', ghost: ' ghost', link: ' link', danger: ' danger' } as const;

/** `<Button kind="primary" icon="plus">新建商机</Button>`; without children give it an `aria-label`. */
export function Button({
  kind = 'default',
  size = 'md',
  icon,
  type = 'button',
  busy = false,
  pressed,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const classes = `btn${KINDS[kind]}${size === 'md' ? '' : ` ${size}`}${children === undefined ? ' sq' : ''}${pressed ? ' on' : ''}${className ? ` ${className}` : ''}`;
  return (
    <button
      {...rest}
      type={type}
      className={classes}
      aria-busy={busy || undefined}
      aria-pressed={pressed}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {icon && <Icon name={icon} size={size === 'xs' ? 14 : 16} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}

/** A square button that is only a sign; `label` is its name and tip. */
export function IconButton({
  icon,
  label,
  badge,
  size = 16,
  className,
  ...rest
}: Native & {
  readonly icon: IconName;
  readonly label: string;
  readonly badge?: number;
  readonly size?: number;
  readonly ref?: Ref<HTMLButtonElement>;
}) {
  return (
    <button
      {...rest}
      type="button"
      className={className ? `ib ${className}` : 'ib'}
      aria-label={badge ? `${label} ${badge}` : label}
      title={label}
    >
      <Icon name={icon} size={size} />
      {badge ? (
        <span className="badge" aria-hidden="true">
          {badge > 99 ? '99+' : badge}
        </span>
      ) : null}
    </button>
  );
}
